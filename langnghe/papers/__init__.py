"""Documents in the official layout, as DOCX and PDF; knows nothing of cases."""
