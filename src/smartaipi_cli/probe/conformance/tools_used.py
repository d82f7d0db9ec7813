"""A tool that is offered, called and answered: what every client does, in whichever protocol."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from smartaipi_cli.gateways.answers import scrub
from smartaipi_cli.probe.conformance.asking import with_body
from smartaipi_cli.probe.conformance.checks import is_object, met, missing, shortened, trouble
from smartaipi_cli.probe.conformance.requirement import Asking, Outcome, Send, State
from smartaipi_cli.probe.evidence import Evidence
from smartaipi_cli.probe.outgoing import OutgoingRequest
from smartaipi_cli.probe.protocols.protocol import Protocol
from smartaipi_cli.probe.wish import Wish

NAME: Final = "Bash"
DESCRIPTION: Final = "Run a shell command and give its output."
PARAMETERS: Final[Mapping[str, object]] = {
    "type": "object",
    "properties": {"command": {"type": "string", "description": "The command"}},
    "required": ["command"],
}
PROMPT: Final = f"Call the tool `{NAME}` with the command `echo ok`. Do not answer in words."
RESULT: Final = "ok"


class ToolCall(NamedTuple):
    """A call by the model: its id, the tool's name, the arguments as JSON text."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolUse:
    """The round of a tool in one protocol.

    `offer` are the members of the body that offer it, `force` those that make the model call it, `give_result`
    those that hand the result back. `find_call` reads the call out of an answer; `find_fault` tells what else is
    wrong with it, or nothing.
    """

    protocol: Protocol
    encode: Callable[[Wish], OutgoingRequest]
    offer: Mapping[str, object]
    force: Mapping[str, object]
    find_call: Callable[[Evidence], ToolCall | None]
    give_result: Callable[[ToolCall], Mapping[str, object]]
    find_fault: Callable[[Evidence], str] = lambda _: ""

    def ask(self, wish: Wish) -> Asking:
        """Leave the choice to the model, as clients do, and hand the result of its call back.

        A model that answers in words is asked once more and made to call: only so can a gateway that drops tools be
        told from a model that had no mind to call one.
        """
        offered = with_body(replace(wish, prompt=PROMPT), **self.offer)
        (answer,) = yield Send(self.protocol, (self.encode(offered),))
        if self.find_call(answer) is None and trouble(answer) is None:
            (answer,) = yield Send(self.protocol, (self.encode(with_body(offered, **self.force)),))
        if call := self.find_call(answer):
            given = with_body(offered, **self.give_result(call))
            yield Send(self.protocol, (self.encode(given),))

    def check_call(self, evidences: Sequence[Evidence]) -> Outcome:
        """Whether a call came that a client can act on."""
        answer = self._calling(evidences) or evidences[-1]
        if problem := trouble(answer):
            return problem
        call = self.find_call(answer)
        if call is None:
            return missing(f"no call, in words: {shortened(scrub(answer.story.text)) or 'nothing'}")
        faults = {
            "the call has no id": not call.id,
            f"the tool is called `{call.name}`": call.name != NAME,
            f"the arguments are no JSON object: {call.arguments or 'nothing'}": not is_object(call.arguments),
        }
        fault = next((told for told, is_so in faults.items() if is_so), "") or self.find_fault(answer)
        return (
            missing(shortened(scrub(fault)))
            if fault
            else met(shortened(scrub(f"{call.name} {call.arguments}")))
        )

    def check_result(self, evidences: Sequence[Evidence]) -> Outcome:
        """Whether the result of a tool was taken."""
        calling = self._calling(evidences)
        if calling is None or calling is evidences[-1]:
            return Outcome(State.UNTRIED, "no call came whose result could be handed back")
        answer = evidences[-1]
        words = scrub(answer.story.text) or "no words"
        return trouble(answer) or met(shortened(f"{answer.recording.status}: {words}"))

    def _calling(self, evidences: Sequence[Evidence]) -> Evidence | None:
        return next((evidence for evidence in evidences if self.find_call(evidence)), None)
