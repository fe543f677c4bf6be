"""How many taps and typed messages the main jobs take, played through the engine: `make taps`."""
