/**
 * MuJoCo by the Foreign Function and Memory API: the physics engine and its offscreen drawing. The
 * only place with native memory. {@link org.planetbench.suites.mujoco.MujocoModel}, {@link
 * org.planetbench.suites.mujoco.MujocoData} and {@link
 * org.planetbench.suites.mujoco.OffscreenRenderer} each own what they allocate and belong to the
 * thread that made them.
 */
@NullMarked
package org.planetbench.suites.mujoco;

import org.jspecify.annotations.NullMarked;
