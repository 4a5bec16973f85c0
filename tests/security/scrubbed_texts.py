"""What a ticket says before it is scrubbed."""

CANARY = "canary-7Qx2 said by a <customer>"
AUDIT = {
    "id": 9, "ticket_id": 1, "author_id": 5, "created_at": "2026-03-01T10:00:00Z",
    "metadata": {"custom": CANARY}, "via": {"channel": "email", "source": {"from": CANARY}},
    "events": [
        {"id": 10, "type": "Comment", "public": True, "body": CANARY},
        {"id": 11, "type": "Create", "field_name": "subject", "value": CANARY},
        {"id": 12, "type": "Change", "field_name": "status", "value": "open",
         "previous_value": "new"},
    ],
}  # fmt: skip
