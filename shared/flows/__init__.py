"""What several contexts do alike with the documents they share, through a Work; decisions stay in the domain."""
