"""Which documents are alike, at scale: MinHash and bands find candidates, the exact Jaccard index judges them."""
