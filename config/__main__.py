"""`python -m config`: start the house. What is loaded once and stays is not worth looking through for garbage."""

import gc
import sys
from importlib import import_module

gc.disable()
sys.exit(import_module("config.supervisor").main())
