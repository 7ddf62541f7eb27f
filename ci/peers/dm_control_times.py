"""Times dm_control: a line of JSON comes back for each line that is sent.

    {"task": "cheetah_run", "action_repeat": 4, "warm_up_s": 1, "samples": 40, "pictures": true}

Plays random actions, each for action_repeat environment steps; and either times environment steps (the mean over an
action's), or renders 64x64 pixels of camera 0 after each action, as a pixel agent does, and times the pictures.
Rendering is dm_control's own: its default buffer, and its render thread where the backend (MUJOCO_GL) has one.
"""
import json
import statistics
import sys
import time

import numpy as np
from dm_control import suite

NAMES = {f"{domain}_{task}": (domain, task) for domain, task in suite.BENCHMARKING}


class Player:
    def __init__(self, task):
        self.env = suite.load(*NAMES[task], task_kwargs={"random": 1})
        self.random = np.random.RandomState(2)
        self.env.reset()

    def play(self, repeat, pictures):
        """Seconds of one picture, or of one environment step."""
        spec = self.env.action_spec()
        action = self.random.uniform(spec.minimum, spec.maximum)
        start = time.perf_counter()
        for _ in range(repeat):
            time_step = self.env.step(action)
            if time_step.last():
                break
        played = time.perf_counter()
        if pictures:
            self.env.physics.render(64, 64, camera_id=0)
        end = time.perf_counter()
        if time_step.last():
            self.env.reset()
        return end - played if pictures else (played - start) / repeat

    def graphics(self):
        from OpenGL import GL
        with self.env.physics.contexts.gl.make_current() as context:
            return context.call(lambda: f"{GL.glGetString(GL.GL_RENDERER).decode()}, {GL.glGetString(GL.GL_VERSION).decode()}")


def answer(player, request):
    repeat, pictures = request["action_repeat"], request["pictures"]
    start = time.perf_counter()
    while time.perf_counter() - start < request["warm_up_s"]:
        player.play(repeat, pictures)
    times = [player.play(repeat, pictures) for _ in range(request["samples"])]
    if pictures:
        return {"render_ms": 1e3 * statistics.median(times), "render_min_ms": 1e3 * min(times), "graphics": player.graphics()}
    return {"step_us": 1e6 * statistics.median(times), "step_min_us": 1e6 * min(times)}


def main():
    players = {}
    for line in sys.stdin:
        request = json.loads(line)
        task = request["task"]
        if task not in players:
            players[task] = Player(task)
        print(json.dumps(answer(players[task], request)), flush=True)


if __name__ == "__main__":
    main()
