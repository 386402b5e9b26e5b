namespace Linkspan.Engine;

/// <summary>Class of a failure; each face maps it to its own status (HTTP, CNI code, exit code) in one place.</summary>
public enum ErrorKind
{
    /// <summary>A fault of ours or of the machine that no request can mend (HTTP 500).</summary>
    Internal,

    /// <summary>The request contradicts itself or the rules (HTTP 400).</summary>
    Invalid,

    /// <summary>The object named does not exist (HTTP 404).</summary>
    NotFound,

    /// <summary>The request is well-formed but collides with something that exists (HTTP 409).</summary>
    Conflict,

    /// <summary>The object may not be changed that way, now or ever (HTTP 403).</summary>
    Forbidden,

    /// <summary>This kernel or build lacks what was asked for (HTTP 501).</summary>
    Unsupported,

    /// <summary>A resource is used up or a service is away; the same request may succeed later (HTTP 503).</summary>
    Unavailable,
}
