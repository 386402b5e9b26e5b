using System.Diagnostics;
using System.Text;

namespace Linkspan.Compat.Tests;

/// <summary>Images from a real registry, in the network namespace of the tests: one that is open, and one that asks for a password.</summary>
public sealed class RegistryTests : IDisposable
{
    private const string Open = "127.0.0.1:5000";
    private const string Closed = "127.0.0.1:5001";
    private const string User = "user";
    private const string Password = "correct horse";

    private static readonly string Program =
        Repository.Path("artifacts/registry/usr/bin/docker-registry") is var unpacked && File.Exists(unpacked) ? unpacked : "docker-registry";

    private readonly DaemonFixture _daemon;
    private readonly string _folder = Directory.CreateTempSubdirectory("linkspan-registry-").FullName;
    private readonly List<Process> _registries = [];

    public RegistryTests(DaemonFixture daemon)
    {
        _daemon = daemon;
        string passwords = Path.Combine(_folder, "passwords");
        File.WriteAllText(passwords, Tool.Run("htpasswd", "-Bbn", User, Password).Output);
        Serve(Open, "");
        Serve(Closed, $"auth:\n  htpasswd:\n    realm: test\n    path: {passwords}\n");
        string archive = Path.Combine(_folder, "image.tar");
        _daemon.Must("save", "-o", archive, "my_image");
        Copy(archive, $"{Open}/shop/image:1");
        Copy(archive, $"{Closed}/shop/image:1", "--dest-creds", $"{User}:{Password}");
    }

    [Fact]
    public void An_image_is_pulled_with_the_progress_that_clients_draw()
    {
        string[] lines = _daemon.Must("pull", $"{Open}/shop/image:1").Split('\n');
        Assert.Equal("1: Pulling from shop/image", lines[0]);
        Assert.Contains(lines, static line => line.EndsWith(": Pulling fs layer", StringComparison.Ordinal));
        Assert.Contains(lines, static line => line.EndsWith(": Download complete", StringComparison.Ordinal));
        Assert.Contains(lines, static line => line.EndsWith(": Pull complete", StringComparison.Ordinal));
        Assert.Contains($"Status: Downloaded newer image for {Open}/shop/image:1", lines);
        Assert.Equal(_daemon.Must("inspect", "-f", "{{.Id}}", "my_image"), _daemon.Must("inspect", "-f", "{{.Id}}", $"{Open}/shop/image:1"));
        Assert.Equal("up", _daemon.Must("run", "--rm", $"{Open}/shop/image:1", "echo", "up"));

        Assert.Contains($"Status: Image is up to date for {Open}/shop/image:1", _daemon.Must("pull", $"{Open}/shop/image:1"), StringComparison.Ordinal);
        string digest = _daemon.Must("inspect", "-f", "{{index .RepoDigests 0}}", $"{Open}/shop/image:1");
        _daemon.Must("rmi", $"{Open}/shop/image:1");
        Assert.Contains("Digest: sha256:", _daemon.Must("pull", digest), StringComparison.Ordinal);
        _daemon.Must("rmi", digest);
    }

    [Fact]
    public void Credentials_go_with_the_pull_and_their_lack_is_told()
    {
        Assert.Contains("pull access denied", _daemon.Fails("pull", $"{Closed}/shop/image:1"), StringComparison.Ordinal);
        Assert.Contains("pull access denied", Pull("wrong").Error, StringComparison.Ordinal);
        ToolResult right = Pull(Password);
        Assert.True(right.ExitCode == 0, right.Output + right.Error);
        _daemon.Must("rmi", $"{Closed}/shop/image:1");
    }

    [Fact]
    public void What_a_registry_has_not_and_a_registry_that_is_not_there_are_told_apart()
    {
        Assert.Contains("manifest for 127.0.0.1:5000/shop/image:9 not found", _daemon.Fails("pull", $"{Open}/shop/image:9"), StringComparison.Ordinal);
        Assert.Contains("connection refused", _daemon.Fails("pull", "127.0.0.1:5999/shop/image:1"), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        foreach (Process registry in _registries)
        {
            registry.Kill();
            registry.WaitForExit();
            registry.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private void Serve(string address, string authentication)
    {
        string name = Path.Combine(_folder, address.Replace(':', '-'));
        File.WriteAllText($"{name}.yml", $"version: 0.1\nstorage:\n  filesystem:\n    rootdirectory: {name}\nhttp:\n  addr: {address}\n{authentication}");
        _registries.Add(Process.Start(new ProcessStartInfo("sh", ["-c", "exec \"$1\" serve \"$0.yml\" >\"$0.log\" 2>&1 </dev/null", name, Program]))!);
        var clock = Stopwatch.StartNew();
        while (Tool.Run("curl", "-s", "-o", "/dev/null", "--max-time", "5", $"http://{address}/v2/").ExitCode != 0)
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), $"the registry does not answer:\n{File.ReadAllText($"{name}.log")}");
            Thread.Sleep(50);
        }
    }

    private static void Copy(string archive, string image, params string[] options)
    {
        ToolResult result = Tool.Run("skopeo", ["copy", "--quiet", "--dest-tls-verify=false", .. options, $"docker-archive:{archive}", $"docker://{image}"]);
        Assert.True(result.ExitCode == 0, result.Error);
    }

    /// <summary>Pulls with a password that the client has from an earlier login.</summary>
    private ToolResult Pull(string password)
    {
        string configuration = Directory.CreateDirectory(Path.Combine(_folder, $"client-{password.Length}")).FullName;
        string credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{password}"));
        File.WriteAllText(Path.Combine(configuration, "config.json"), $"{{\"auths\":{{\"{Closed}\":{{\"auth\":\"{credentials}\"}}}}}}");
        return _daemon.Docker("--config", configuration, "pull", $"{Closed}/shop/image:1");
    }
}
