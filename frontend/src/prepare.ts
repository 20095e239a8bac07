// Before the first element is defined.
import { rememberPatterns, setUpForms } from "./forms";
import { setUpSwaps } from "./swaps";

setUpSwaps();
rememberPatterns();
setUpForms();
