namespace Linkspan.Engine.Health;

/// <summary>How bad a finding is.</summary>
public enum Severity
{
    /// <summary>As it should be, or of interest only.</summary>
    Good,

    /// <summary>Works, but something should be looked at.</summary>
    Warning,

    /// <summary>Something does not work.</summary>
    Error,
}
