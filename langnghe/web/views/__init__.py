"""Pages: parse, ask or act, render."""
