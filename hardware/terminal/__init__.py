"""Payment terminals and providers of mobile payments: the port, the simulator, the drivers."""
