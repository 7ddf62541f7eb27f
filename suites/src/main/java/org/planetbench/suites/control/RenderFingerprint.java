package org.planetbench.suites.control;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.planetbench.suites.Camera;
import org.planetbench.suites.RenderQuality;
import org.planetbench.suites.mujoco.Graphics;
import org.planetbench.suites.mujoco.MujocoModel;

/**
 * What this machine's OpenGL makes of a fixed set of scenes: where the hashes are equal, equal
 * states are equal pictures. It takes a fifth of a second, once in a run.
 */
public final class RenderFingerprint {
  /**
   * In their default poses, which need no simulation: a directional light and tendons; a light and
   * a camera that follow, and a mirroring floor; transparent sites and many planes.
   */
  private static final List<String> DOMAINS = List.of("ball_in_cup", "cheetah", "point_mass");

  private static final int SIDE = 64;

  private RenderFingerprint() {}

  /**
   * The SHA-256 of the scenes in reference quality, as the backend of this process draws them.
   *
   * @throws org.planetbench.suites.MachineNotReadyException if there is no OpenGL
   */
  public static String sha256() {
    return Graphics.withContext(() -> sha256(RenderQuality.REFERENCE));
  }

  static String sha256(RenderQuality quality) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      DOMAINS.forEach(domain -> digest.update(picture(domain, quality)));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static byte[] picture(String domain, RenderQuality quality) {
    try (Physics physics = new Physics(MujocoModel.ofDomain(domain))) {
      physics.reset();
      try (Camera camera = physics.openCamera(SIDE, SIDE, quality)) {
        return camera.picture().rgb();
      }
    }
  }
}
