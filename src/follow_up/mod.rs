//! Dispatch + touch + calls → standing: the list of families still to be phoned, and why.
