"""Headway: is the organisation busy, or making headway?"""
