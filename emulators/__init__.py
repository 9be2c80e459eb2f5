"""The cloud and the hotel's other systems on one machine. Nothing in here is deployed."""
