/** What a session's page shows on use, in one file that comes after the first picture. */

import "../../people/panel";
import "../../people/report-dialog";
import "./live-wave";
import "./owners-choices";
import "./send-file";
