"""What is Codebook compared with? Small services that answer with the same records, each started as a program."""
