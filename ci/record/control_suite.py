"""Records what dm_control does, as oracles for the tests of the module suites.

    python3 -m venv /tmp/oracle
    /tmp/oracle/bin/pip install mujoco==3.17.0 dm-control==1.0.50
    MUJOCO_GL=osmesa /tmp/oracle/bin/python ci/record/control_suite.py suites/src/test/resources/golden

Writes one gzip-compressed JSON file per task. Numbers are written so that they read back to the
same bits. See the README beside the files for the fields.
"""

import base64
import ctypes
import gzip
import hashlib
import json
import os
import pathlib
import sys
from importlib.metadata import version

os.environ.setdefault('MUJOCO_GL', 'osmesa')
os.environ.setdefault('DISABLE_RENDER_THREAD_OFFLOADING', '1')

import numpy as np
from dm_control import suite
from OpenGL import GL

STEPS = 200
FRAME_EVERY = 10
WHOLE_FRAMES = (0, 50, 150)

# (domain, task, seed, environment steps that an action is held for): chosen so that sparse rewards do fire.
TASKS = [
    ('ball_in_cup', 'catch', 0, 1),
    ('cartpole', 'balance', 0, 1),
    ('cartpole', 'swingup', 0, 1),
    ('cheetah', 'run', 0, 1),
    ('finger', 'spin', 28, 20),
    ('reacher', 'easy', 2, 1),
    ('walker', 'walk', 0, 1),
]


def fingerprint(physics):
  """What the bits depend on: of the states the CPU and its libc, of the frames also OpenGL."""
  flags = next(l for l in open('/proc/cpuinfo') if l.startswith('flags')).split()
  libc = ctypes.CDLL(None)
  libc.gnu_get_libc_version.restype = ctypes.c_char_p
  with physics.contexts.gl.make_current() as context:
    renderer, gl_version = context.call(lambda: [GL.glGetString(name).decode() for name in (GL.GL_RENDERER, GL.GL_VERSION)])
  return {
      'fma': 'fma' in flags,
      'libc': libc.gnu_get_libc_version().decode(),
      'renderer': renderer,
      'gl_version': gl_version,
  }


def held_actions(size, seed, hold):
  random = np.random.RandomState(1000 + seed)
  held = [random.uniform(-1, 1, size) for _ in range(-(-STEPS // hold))]
  return np.array([held[i // hold] for i in range(STEPS)])


def frame(physics, step):
  image = np.ascontiguousarray(physics.render(64, 64, camera_id=0))
  record = {'sha256': hashlib.sha256(image).hexdigest()}
  if step in WHOLE_FRAMES:
    record['rgb_base64'] = base64.b64encode(image.tobytes()).decode()
  return record


def record(domain, task, seed, hold):
  env = suite.load(domain, task, task_kwargs={'random': seed})
  physics = env.physics
  actions = held_actions(env.action_spec().shape[0], seed, hold)
  states, rewards, observations, frames = [], [], [], {}

  def note(time_step, step):
    states.append({'qpos': physics.data.qpos.tolist(), 'qvel': physics.data.qvel.tolist()})
    observations.append({k: np.atleast_1d(v).tolist() for k, v in time_step.observation.items()})
    if step % FRAME_EVERY == 0:
      frames[step] = frame(physics, step)

  note(env.reset(), 0)
  for i, action in enumerate(actions):
    time_step = env.step(action)
    rewards.append(float(time_step.reward))
    note(time_step, i + 1)
  return {
      'task': f'{domain}_{task}',
      'versions': {name: version(name) for name in ('dm_control', 'mujoco', 'numpy')},
      'fingerprint': fingerprint(physics),
      'seed': seed,
      'action_repeat': hold,
      'control_timestep': env.control_timestep(),
      'physics_steps': env._n_sub_steps,
      'episode_length': int(env._step_limit),
      'actions': actions.tolist(),
      'states': states,
      'rewards': rewards,
      'observations': observations,
      'frames': frames,
  }


def main(folder):
  folder.mkdir(parents=True, exist_ok=True)
  for domain, task, seed, hold in TASKS:
    text = json.dumps(record(domain, task, seed, hold), separators=(',', ':'))
    path = folder / f'{domain}_{task}.json.gz'
    path.write_bytes(gzip.compress(text.encode(), mtime=0))
    print(path, path.stat().st_size)


if __name__ == '__main__':
  main(pathlib.Path(sys.argv[1]))
  os._exit(0)  # OSMesa and Python tear down in an order that crashes
