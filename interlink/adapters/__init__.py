"""Partner agencies as this house reaches them."""
