"""Names of people, places and services, by lists, cues and the way a sentence is built."""
