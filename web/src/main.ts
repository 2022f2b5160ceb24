import { applyTheme } from "./app/theme";
import "./app/shell";

applyTheme();
