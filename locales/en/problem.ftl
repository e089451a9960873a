# how problems are shown
problem-level-error = error
problem-level-warning = warning
problem-hint = hint
problem-line = line { $line }
problem-typed = line { $line } of what was typed
problem-errors = { $count ->
    [one] { $count } error
   *[other] { $count } errors
}
problem-warnings = { $count ->
    [one] { $count } warning
   *[other] { $count } warnings
}
problem-both = { $errors }, { $warnings }
problem-none = no problems
problem-note-head = What needs mending in this letter.
problem-note-foot = Mend it and save: this file then goes away by itself.
# a sample for the tests
problem-sample = a sample named “{ $name }”
    .advice = mend the sample
