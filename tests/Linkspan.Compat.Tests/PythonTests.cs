namespace Linkspan.Compat.Tests;

/// <summary>The Python SDK's everyday calls: its objects parse every answer.</summary>
public sealed class PythonTests(DaemonFixture daemon) : IDisposable
{
    public void Dispose() => daemon.Clean();

    [Fact]
    public void Everyday_calls_of_the_Python_SDK_work()
    {
        ToolResult result = Tool.Run("/usr/bin/python3", Repository.Path("tests/Linkspan.Compat.Tests/everyday.py"), $"unix://{daemon.Socket}");
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Assert.Equal("fine\n", result.Output);
    }
}
