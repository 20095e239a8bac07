// Before the first element is defined.
import { rememberPatterns, setUpForms } from "./forms";
import { setUpLetters } from "./letter";
import { setUpSwaps } from "./swaps";

setUpSwaps();
rememberPatterns();
setUpForms();
setUpLetters();
