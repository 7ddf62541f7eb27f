/**
 * dm_control's reinforcement-learning environment: tasks, the order of things in a reset and a
 * step, rewards, and NumPy's random numbers.
 */
@NullMarked
package org.planetbench.suites.control;

import org.jspecify.annotations.NullMarked;
