namespace Linkspan.Fuzz;

/// <summary>A property does not hold.</summary>
public sealed class FuzzFailedException(string message, Exception? inner = null) : Exception(message, inner);
