"""What does a fuzzer find that follows which code its inputs reach? Programs that run as long as they are told."""
