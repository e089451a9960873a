// The page's script: reports that the letter was read. See README.md for the parts of the page it uses.
"use strict";
