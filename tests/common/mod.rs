//! What several tests need: tiny schools, a set clock, seeded random numbers.
