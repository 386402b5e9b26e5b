namespace Linkspan.Cli.Tests;

/// <summary>A terminal that keeps what was written.</summary>
internal sealed class TestTerminal
{
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();
    private readonly MemoryStream _outBytes = new();
    private readonly MemoryStream _errorBytes = new();

    public TestTerminal(bool colours = false) => Terminal = new Terminal
    {
        Out = _out,
        Error = _error,
        OutBytes = () => _outBytes,
        ErrorBytes = () => _errorBytes,
        InBytes = () => new MemoryStream("typed\n"u8.ToArray()),
        Colours = colours,
        Environment = static _ => null,
    };

    public Terminal Terminal { get; }

    public string Out => _out.ToString() + System.Text.Encoding.UTF8.GetString(_outBytes.ToArray());

    public string Error => _error.ToString() + System.Text.Encoding.UTF8.GetString(_errorBytes.ToArray());
}
