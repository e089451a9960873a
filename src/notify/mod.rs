//! Published letter + families → dispatches: audience, tokens, outbox, couriers.
