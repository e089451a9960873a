# the name of the note beside a letter: “Trip - to mend.txt”
watch-note = to mend
