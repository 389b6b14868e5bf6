import { Button } from "../../../ui/button.js";
import { Num } from "../../../ui/number.js";
import { Time } from "../../../ui/time.js";
import { Figure, Figures } from "../../../ui/figures.js";
import { LetterBody } from "./letter-body.js";
import { nameOf, type DeadLetter } from "./without.js";

interface LetterRowProps {
  readonly letter: DeadLetter;
  readonly onDecide: (how: "redrive" | "discard") => void;
}

export function LetterRow({ letter, onDecide }: LetterRowProps) {
  const { source, eventType, eventId, reason, attempts, routingKey, bodyBytes, diedAt } = letter;
  const name = nameOf(letter);
  return (
    <li className="rows__row" aria-label={name}>
      <div className="rows__head">
        <h3>
          {eventType ?? "Message"} <span className="muted">of {source}</span> {eventId}
        </h3>
        <div className="buttons">
          <Button aria-label={`Redrive ${name}`} onClick={() => onDecide("redrive")}>
            Redrive…
          </Button>
          <Button kind="danger" aria-label={`Discard ${name}`} onClick={() => onDecide("discard")}>
            Discard…
          </Button>
        </div>
      </div>
      <p className="reason">{reason}</p>
      <Figures>
        <Figure name="Source">{source}</Figure>
        <Figure name="Given up">
          <Time value={diedAt} />
        </Figure>
        <Figure name="Attempts">
          <Num value={attempts} />
        </Figure>
        <Figure name="Routing key">{routingKey}</Figure>
        <Figure name="Bytes">
          <Num value={bodyBytes} />
        </Figure>
      </Figures>
      <LetterBody letter={letter} />
    </li>
  );
}
