namespace Linkspan.Fuzz;

/// <summary>
/// One parser under fuzz. A target is one file in Targets/ and one folder of the same name in corpus/; <see cref="Fuzzer.Targets"/>
/// lists it.
/// </summary>
/// <param name="Name">Name on the command line and of the corpus' folder.</param>
/// <param name="Run">
/// Parses the input. For bad input it may throw <see cref="InvalidDataException"/> and nothing else; where an encoder exists it also
/// checks that decode → encode → decode gives the same, by <see cref="FuzzFailedException"/>.
/// </param>
public sealed record FuzzTarget(string Name, Action<byte[]> Run)
{
    /// <summary>Opens what the target runs against, for the time of a run; null where it needs nothing.</summary>
    public Func<IDisposable>? Open { get; init; }

    /// <summary>Inputs that a second must be enough for.</summary>
    public int LeastInASecond { get; init; } = 1000;
}
