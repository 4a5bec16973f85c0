"""The fault matrix: 34 faults, and for each tool how it is rehearsed, or why it cannot come about.

A cell is one or more rehearsals, run by test_matrix.py; a test elsewhere in this suite that
has the fault as a whole night meets it; or a reason.
"""

import matrix_of_answers
import matrix_of_documents
from matrix_cells import Row

MATRIX: dict[int, Row] = dict(sorted((matrix_of_answers.ROWS | matrix_of_documents.ROWS).items()))
