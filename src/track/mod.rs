//! The collector: what comes back from the parents' pages → touches, evidence by token hash.
