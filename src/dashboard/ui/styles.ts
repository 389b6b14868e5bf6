import "./tokens.css";
import "./base.css";
import "./controls.css";
import "./table.css";
import "./rows.css";
import "./feedback.css";
