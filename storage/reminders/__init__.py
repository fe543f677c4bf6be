"""What is to be said when: wishes, mailings, digests."""
