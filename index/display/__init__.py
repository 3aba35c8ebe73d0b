"""Display: highlights, snippets and suggestions that are shown beside hits."""
