//! The staff room: each act of the school, put together from the rooms, for `cli`, `desk` and `watch` alike.
