"""Records what dm_control does, as oracles for the tests of the module suites.

    MUJOCO_GL=osmesa "$(ci/pinned.py dm_control)" ci/record/control_suite.py suites/src/test/resources/golden

Writes one gzip-compressed JSON file per task. Numbers are written so that they read back to the
same bits. See the README beside the test resources for the fields. With --live, records fresh seeds
and no frames, for a comparison that is not kept; that needs no OpenGL.

NumPy's bits depend on the CPU: with AVX-512 it has an exp, log1p and arctan2 of its own, and OpenBLAS
multiplies and adds a short vector with one rounding or two. The recorded bits are those of CPUs
without AVX-512; --native-numpy leaves this CPU's.
"""

import argparse
import os
import sys

if '--native-numpy' not in sys.argv:
  os.environ['NPY_DISABLE_CPU_FEATURES'] = 'X86_V4 AVX512_ICL AVX512_SPR'
  os.environ['OPENBLAS_CORETYPE'] = 'Haswell'
os.environ.setdefault('MUJOCO_GL', 'disabled' if '--live' in sys.argv else 'osmesa')
os.environ.setdefault('DISABLE_RENDER_THREAD_OFFLOADING', '1')

import base64
import ctypes
import gzip
import hashlib
import json
import pathlib
import warnings
from importlib.metadata import version

warnings.filterwarnings('ignore', message='During parsing of environment variable')

import numpy as np
from dm_control import suite
from dm_control.rl.control import PhysicsError

# A run plays two consecutive episodes of one environment. All moments of the first steps are kept, then a few.
STEPS = ((1000, 40), (60, 40), (60, 40))
ALL_MOMENTS = 40
SOME_MOMENTS = 100
FRAME_EVERY = 20
FRAMES_UNTIL = 200
WHOLE_FRAMES = (0, 60, 160)

HOLDS = (1, 20)
CANDIDATE_SEEDS = 60
CANDIDATE_STEPS = 40
OTHER_SEEDS = (1, 4000000000, 2)  # the first two that are not the first run's


def fingerprint():
  """What the bits of states depend on: the CPU and its libc."""
  flags = next(l for l in open('/proc/cpuinfo') if l.startswith('flags')).split()
  libc = ctypes.CDLL(None)
  libc.gnu_get_libc_version.restype = ctypes.c_char_p
  return {'fma': 'fma' in flags, 'libc': libc.gnu_get_libc_version().decode()}


def graphics(physics):
  """What the bits of frames depend on too."""
  from OpenGL import GL
  with physics.contexts.gl.make_current() as context:
    renderer, gl_version = context.call(lambda: [GL.glGetString(name).decode() for name in (GL.GL_RENDERER, GL.GL_VERSION)])
  return {'renderer': renderer, 'gl_version': gl_version}


def frame(physics, step):
  image = np.ascontiguousarray(physics.render(64, 64, camera_id=0))
  record = {'sha256': hashlib.sha256(image).hexdigest()}
  if step in WHOLE_FRAMES:
    record['rgb_base64'] = base64.b64encode(image.tobytes()).decode()
  return record


def moment(physics, observation):
  """Velocities are among many observations: side by side they compress."""
  return {
      'observation': {name: np.ravel(values).tolist() for name, values in observation.items()},
      'qpos': physics.data.qpos.tolist(),
      'qvel': physics.data.qvel.tolist(),
  }


class RandomActions:
  """Uniform, each held for some steps, of two decimals so that they take little room."""

  def __init__(self, env, seed, hold):
    self.size = env.action_spec().shape[0]
    self.random = np.random.RandomState((seed + 1000) % 2**32)
    self.hold = hold

  def __call__(self, physics, step):
    if step % self.hold == 0:
      self.action = np.round(self.random.uniform(-1, 1, self.size), 2)
    return self.action


def swing_up_cartpole(physics, step):
  """Pumps energy into the pole, then balances it: random actions never get there."""
  x, angle = physics.data.qpos
  speed, turning = physics.data.qvel
  angle = np.arctan2(np.sin(angle), np.cos(angle))
  if np.cos(angle) > 0.9:
    force = 0.1 * x + 0.25 * speed + 3.0 * angle + 0.6 * turning
  else:
    missing = 14.7 * (1 - np.cos(angle)) - 0.5 * turning**2
    force = -np.sign(turning * np.cos(angle)) * np.sign(missing) * 0.8 - 0.3 * x - 0.1 * speed
  return np.round(np.clip([force], -1, 1), 2)


def actions_of(task, env, seed, hold):
  if task == 'cartpole_swingup_sparse':
    return swing_up_cartpole
  return RandomActions(env, seed, hold)


def play(env, actions, steps, frames=False):
  """One episode, or the start of one."""
  time_step = env.reset()
  physics = env.physics
  episode = {'actions': [], 'rewards': [], 'moments': {0: moment(physics, time_step.observation)}, 'frames': {}}
  for step in range(steps):
    if frames and step <= FRAMES_UNTIL and step % FRAME_EVERY == 0:
      episode['frames'][step] = frame(physics, step)
    action = actions(physics, step)
    time_step = env.step(action)
    episode['actions'].append(action.tolist())
    episode['rewards'].append(float(time_step.reward))
    if step < ALL_MOMENTS or (step + 1) % SOME_MOMENTS == 0:
      episode['moments'][step + 1] = moment(physics, time_step.observation)
  return episode


def restart(env, seed):
  """From here on, env plays as if loaded with the seed."""
  env.task._random = np.random.RandomState(seed)


def eventful(task, env):
  """Among some seeds and holds the ones whose rewards vary most: so that sparse rewards fire."""
  def variety(seed_and_hold):
    seed, hold = seed_and_hold
    restart(env, seed)
    env.reset()
    actions = actions_of(task, env, seed, hold)
    return np.std([env.step(actions(env.physics, step)).reward for step in range(CANDIDATE_STEPS)])
  return max(((seed, hold) for seed in range(CANDIDATE_SEEDS) for hold in HOLDS), key=variety)


def run(task, env, seed, hold, steps, frames=False):
  restart(env, seed)
  actions = actions_of(task, env, seed, hold)
  return {'seed': seed, 'episodes': [play(env, actions, n, frames and i == 0) for i, n in enumerate(steps)]}


def scattered(env, random, base):
  """A state somewhere near another, and an action."""
  qpos, qvel = base
  model = env.physics.model
  qpos = qpos + random.choice([0, .003, .03, .3, 1]) * random.randn(model.nq)
  qvel = qvel * random.choice([0, 1]) + random.choice([0, .1, 1, 5, 20]) * random.randn(model.nv)
  if random.rand() < .5:
    qvel[0] = random.uniform(0, 12)  # of the runners: ahead
  return np.round(qpos, 3), np.round(qvel, 3)


def at_target(domain, physics, qpos):
  """Where the reward is, in domains whose targets are too far away to be found by chance."""
  if domain == 'fish':
    qpos[:3] = physics.named.data.geom_xpos['target']
  elif domain == 'swimmer':
    qpos[:2] = physics.named.data.geom_xpos['target'][:2]
  elif domain == 'manipulator':
    qpos[-3:-1] = physics.named.model.body_pos['target_ball', ['x', 'z']]
  return qpos


def reward_from(env, seed, qpos, qvel, action):
  restart(env, seed)
  env.reset()
  with env.physics.reset_context():
    env.physics.data.qpos[:] = qpos
    env.physics.data.qvel[:] = qvel
  return float(env.step(action).reward)


def reward_states(domain, env, kept=40):
  """States spread over rewards of 0, of 1 and between: some near the default pose, others climbing to reward."""
  random = np.random.RandomState(7)
  count = 960 if domain == 'reacher' else 240  # a small target, found by chance only
  pool = []
  best = None
  for i in range(count):
    if i % (count // 4) == 0:
      best, seed = None, 100 + i // (count // 4)
      restart(env, seed)
      env.reset()
      start = np.array(env.physics.data.qpos), np.array(env.physics.data.qvel)
    default = np.array(env.physics.model.qpos0), np.zeros(env.physics.model.nv)
    near = at_target(domain, env.physics, start[0].copy()), start[1]
    base = best[1:] if best and random.rand() < .7 else (start, default, near)[random.randint(3)]
    qpos, qvel = scattered(env, random, base)
    action = np.round(random.choice([0, .3, 1]) * random.uniform(-1, 1, env.action_spec().shape[0]), 2)
    try:
      reward = reward_from(env, seed, qpos, qvel, action)
    except PhysicsError:
      continue
    if best is None or reward >= best[0]:
      best = reward, qpos, qvel
    pool.append({'seed': seed, 'qpos': qpos.tolist(), 'qvel': qvel.tolist(), 'action': action.tolist(), 'reward': reward})
  bins = {}
  for state in pool:
    bins.setdefault(int(np.ceil(8 * state['reward'])) + (state['reward'] == 1), []).append(state)
  return [state for key in sorted(bins) for state in bins[key][:kept // len(bins)]]


def describe(domain, task, env):
  return {
      'task': f'{domain}_{task}',
      'versions': {name: version(name) for name in ('dm_control', 'mujoco', 'numpy')},
      'fingerprint': fingerprint(),
      'control_timestep': env.control_timestep(),
      'physics_steps': env._n_sub_steps,
      'episode_length': int(env._step_limit),
      'actions': env.action_spec().shape[0],
      'observations': {name: list(np.shape(values)) for name, values in env.reset().observation.items()},
  }


def record(domain, task):
  env = suite.load(domain, task, task_kwargs={'random': 0})
  name = f'{domain}_{task}'
  seed, hold = eventful(name, env)
  result = describe(domain, task, env)
  result['fingerprint'] |= graphics(env.physics)
  others = [other for other in OTHER_SEEDS if other != seed][:len(STEPS) - 1]
  chosen = ((seed, hold), *((other, HOLDS[0]) for other in others))
  result['runs'] = [run(name, env, *which, steps, frames=i == 0) for i, (which, steps) in enumerate(zip(chosen, STEPS))]
  result['reward_states'] = reward_states(domain, env)
  return result


def record_live(domain, task, seeds):
  env = suite.load(domain, task, task_kwargs={'random': 0})
  result = describe(domain, task, env)
  result['runs'] = [
      run(f'{domain}_{task}', env, seed, HOLDS[i % len(HOLDS)], (200, 50)) for i, seed in enumerate(seeds)]
  result['reward_states'] = []
  return result


def main():
  parser = argparse.ArgumentParser()
  parser.add_argument('folder', type=pathlib.Path)
  parser.add_argument('--tasks', help='ids like cheetah_run, joined by commas; without, all 28')
  parser.add_argument('--live', type=int, metavar='N', help='N fresh seeds for each task')
  parser.add_argument('--native-numpy', action='store_true')
  arguments = parser.parse_args()
  arguments.folder.mkdir(parents=True, exist_ok=True)
  known = {f'{domain}_{task}': (domain, task) for domain, task in suite.ALL_TASKS}
  names = arguments.tasks.split(',') if arguments.tasks else [f'{domain}_{task}' for domain, task in suite.BENCHMARKING]
  if set(names) - set(known):
    sys.exit(f'--tasks: dm_control has no {", ".join(sorted(set(names) - set(known)))}')
  for name in names:
    domain, task = known[name]
    if arguments.live:
      seeds = [int.from_bytes(os.urandom(4), 'little') for _ in range(arguments.live)]
      result = record_live(domain, task, seeds)
      print(f'{name}: seeds {" ".join(map(str, seeds))}', flush=True)
    else:
      result = record(domain, task)
    path = arguments.folder / f'{name}.json.gz'
    path.write_bytes(gzip.compress(json.dumps(result, separators=(',', ':')).encode(), mtime=0))
    if not arguments.live:
      rewards = [state['reward'] for state in result['reward_states']]
      played = result['runs'][0]['episodes'][0]['rewards']
      print(f'{path}: {path.stat().st_size} bytes; seed {result["runs"][0]["seed"]}: {np.count_nonzero(played)} rewards above 0, '
            f'{played.count(1.0)} of 1, best {max(played):.3f}; states: {rewards.count(0.0)} of 0, {rewards.count(1.0)} of 1, '
            f'{sum(0 < r < 1 for r in rewards)} between, best {max(rewards):.3f}', flush=True)


if __name__ == '__main__':
  main()
  os._exit(0)  # OSMesa and Python tear down in an order that crashes
