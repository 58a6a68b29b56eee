"""Models in Hugging Face folders, through transformers in this process."""
