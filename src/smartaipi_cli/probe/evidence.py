"""All that a verdict rests on."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from smartaipi_cli.domain.transport import Response
from smartaipi_cli.probe.protocols.protocol import Form, Protocol
from smartaipi_cli.probe.reading import read_story
from smartaipi_cli.probe.recording import Recording
from smartaipi_cli.probe.story import Story
from smartaipi_cli.probe.timing import Timings, measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that a verdict rests on; made by `gather`."""

    recording: Recording
    protocol: Protocol
    model: str
    story: Story
    timings: Timings

    @property
    def host(self) -> str:
        """Who was asked."""
        return urlsplit(self.recording.url).netloc

    @property
    def response(self) -> Response:
        """The answer as one whole."""
        headers = {name: self.recording.header(name) for name, _ in self.recording.headers}
        return Response(status=self.recording.status or 0, headers=headers, body=self.recording.body)

    @property
    def is_accepted(self) -> bool:
        """Whether the answer began as it should: 200, or 101 for a WebSocket."""
        return self.recording.status == (101 if self.protocol.form is Form.FRAMES else 200)


def gather(recording: Recording, protocol: Protocol, model: str) -> Evidence:
    """Read the recording once, for everything that is said about it. `model` is the one that was asked for."""
    story = read_story(recording, protocol)
    return Evidence(
        recording=recording,
        protocol=protocol,
        model=model,
        story=story,
        timings=measure(recording, story),
    )
