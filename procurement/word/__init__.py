"""Word documents, both ways: .docx in, safely; .docx out, clean; what was changed outside; true tracked changes."""
