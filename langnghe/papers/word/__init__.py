"""The DOCX of a paper: real paragraphs and real Word tables, no text boxes, no author named."""
