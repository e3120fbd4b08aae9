"""Tables: their figures, and the checks that rows and columns imply."""
