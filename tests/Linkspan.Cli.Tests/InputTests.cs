using Linkspan.Cli.Check;
using Linkspan.Cli.Streams;

namespace Linkspan.Cli.Tests;

public sealed class InputTests
{
    [Theory]
    [InlineData("run -it --rm image ls -l", "--interactive --tty --rm -- image ls -l")]
    [InlineData("run -p8080:80 -e A=1 image", "--publish=8080:80 --env=A=1 -- image")]
    [InlineData("run -e -x image -e y", "--env=-x -- image -e y")]                    // a value may begin with a dash
    [InlineData("run --rm=false image", "--rm=false -- image")]
    [InlineData("run -dit image --rm", "--detach --interactive --tty -- image --rm")]
    [InlineData("run --net n1 -- image -x", "--network=n1 -- image -x")]
    [InlineData("rm web -f db", "--force -- web db")]                                 // elsewhere options stand anywhere
    [InlineData("exec -u 0 web sh -c ls", "--user=0 -- web sh -c ls")]
    [InlineData("import - x", "-- - x")]                                              // a dash alone is a word
    public void Options_are_split_from_the_words_and_from_the_containers_command(string line, string expected)
    {
        string[] words = line.Split(' ');
        Verb verb = VerbTable.Find(words[0])!;
        Assert.Equal(expected, string.Join(' ', ArgumentOrder.Apply(words[1..], verb.Options, verb.CommandStartsAt)));
    }

    [Theory]
    [InlineData("run --netwrok n image", "did you mean --network?")]
    [InlineData("run --name", "--name needs a value")]
    [InlineData("run --rm=maybe image", "true or false, not maybe")]
    [InlineData("run -X image", "unknown option -X")]
    public void A_wrong_option_is_named(string line, string reason)
    {
        string[] words = line.Split(' ');
        Verb verb = VerbTable.Find(words[0])!;
        Assert.Contains(reason, Assert.Throws<CliException>(() => ArgumentOrder.Apply(words[1..], verb.Options, verb.CommandStartsAt)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_is_read_in_its_long_form()
    {
        NetworkSpec spec = NetworkSpec.Parse("name=n1,alias=a,alias=b,ip=10.0.0.5,ip6=fd00::5,mac-address=02:00:00:00:00:01,driver-opt=com.docker.network.endpoint.ifname=x0,gw-priority=-3,link-local-ip=169.254.1.1");
        Assert.Equal("n1", spec.Name);
        Assert.Equal(["a", "b"], spec.Settings.Aliases!);
        Assert.Equal("10.0.0.5", spec.Settings.IPAMConfig!.IPv4Address);
        Assert.Equal("fd00::5", spec.Settings.IPAMConfig.IPv6Address);
        Assert.Equal(["169.254.1.1"], spec.Settings.IPAMConfig.LinkLocalIPs!);
        Assert.Equal("02:00:00:00:00:01", spec.Settings.MacAddress);
        Assert.Equal("x0", spec.Settings.DriverOpts!["com.docker.network.endpoint.ifname"]);
        Assert.Equal(-3, spec.Settings.GwPriority);
    }

    [Theory]
    [InlineData("alias=a", "name= is missing")]
    [InlineData("name=n,ip=fd00::1", "no IPv4 address")]
    [InlineData("name=n,ip6=1.2.3.4", "no IPv6 address")]
    [InlineData("name=n,colour=red", "colour is not one of")]
    [InlineData("name=n,gw-priority=x", "no whole number")]
    [InlineData("", "is empty")]
    public void A_wrong_network_is_refused_with_the_reason(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<CliException>(() => NetworkSpec.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("512m", 536870912L)]
    [InlineData("1.5g", 1610612736L)]
    [InlineData("64KiB", 65536L)]
    [InlineData("100", 100L)]
    [InlineData("-1", -1L)]
    public void Sizes_are_read_in_powers_of_1024(string text, long bytes) => Assert.Equal(bytes, Quantities.Bytes(text, "-m"));

    [Fact]
    public void An_age_is_a_moment_before_now()
    {
        var time = new FixedTime(DateTimeOffset.FromUnixTimeSeconds(1_000_000));
        Assert.Equal("999340.000000000", Quantities.Moment("11m", time));
        Assert.Equal("996398.500000000", Quantities.Moment("1h1.5s", time));
        Assert.Equal("0.500000000", Quantities.Moment("1970-01-01T00:00:00.5Z", time));
        Assert.Equal("12", Quantities.Moment("12", time));
        Assert.Throws<CliException>(() => Quantities.Moment("soon", time));
        Assert.Throws<CliException>(() => Quantities.Moment("99999999999999h", time));
    }

    [Theory]
    [InlineData("host:5000/a/b", "host:5000/a/b", "")]
    [InlineData("host:5000/a:1", "host:5000/a", "1")]
    [InlineData("a", "a", "")]
    [InlineData("a@sha256:00", "a", "sha256:00")]
    public void An_images_tag_is_not_its_registrys_port(string image, string repository, string tag) => Assert.Equal((repository, tag), ImageName.Split(image));

    [Fact]
    public void Detach_keys_are_held_back_until_they_are_decided()
    {
        var keys = new DetachKeys(null);
        List<byte> pass = [];
        Assert.False(keys.Filter([65, 16], pass));
        Assert.Equal([65], pass);
        Assert.False(keys.Filter([66], pass));
        Assert.Equal([65, 16, 66], pass);
        Assert.True(keys.Filter([16, 17], pass));
        Assert.Equal([65, 16, 66], pass);
    }

    [Theory]
    [InlineData("exec: \"nope\": executable file not found in $PATH", 127)]
    [InlineData("exec /x: permission denied", 126)]
    [InlineData("port is already allocated", 125)]
    public void A_failed_start_has_the_exit_code_that_shells_know(string message, int code) => Assert.Equal(code, ExitCode.OfStart(message));

    [Theory]
    [InlineData(null, null, null, "/run/linkspan/docker.sock", "/run/linkspan/docker.sock")]
    [InlineData(null, null, null, "/var/run/docker.sock", "/var/run/docker.sock")]
    [InlineData(null, null, null, "", "/run/linkspan/docker.sock")]
    [InlineData(null, "unix:///l", "unix:///d", "", "/l")]
    [InlineData(null, null, "unix:///d", "", "/d")]
    [InlineData("unix:///h", "unix:///l", "unix:///d", "", "/h")]
    public void The_daemon_is_looked_for_in_order(string? option, string? own, string? docker, string existing, string expected)
    {
        string? path = ApiAddress.Resolve(option, tls: false, name => name == "LINKSPAN_HOST" ? own : docker, file => file == existing, out string? warning).SocketPath;
        Assert.Equal(expected, path);
        Assert.Equal(expected == ApiAddress.DockerPath, warning is not null);
    }

    [Theory]
    [InlineData("tcp://10.0.0.9:4000", false, "tcp://10.0.0.9:4000")]
    [InlineData("tcp://10.0.0.9", false, "tcp://10.0.0.9:2375")]
    [InlineData("tcp://10.0.0.9/", true, "tcp://10.0.0.9:2376")]
    [InlineData("tcp://builder.example", true, "tcp://builder.example:2376")]
    [InlineData("tcp://[fd00::9]:4000", true, "tcp://[fd00::9]:4000")]
    [InlineData("tcp://[fd00::9]", true, "tcp://[fd00::9]:2376")]
    public void A_daemon_on_TCP_has_a_port(string given, bool tls, string expected) =>
        Assert.Equal(expected, ApiAddress.Resolve(given, tls, static _ => null, static _ => false, out _).ToString());

    [Theory]
    [InlineData("tcp://:2375")]
    [InlineData("tcp://host:http")]
    [InlineData("tcp://host:0")]
    [InlineData("tcp://host:65536")]
    [InlineData("tcp://host/path")]
    [InlineData("ssh://host")]
    [InlineData("relative.sock")]
    public void What_is_no_address_is_told(string given) =>
        Assert.StartsWith($"host {given}: write ", Assert.Throws<CliException>(() => ApiAddress.Resolve(given, tls: false, static _ => null, static _ => false, out _)).Message);

    /// <summary>As docker: a flag wins over a variable, and only <c>--tlsverify</c> checks who the daemon is.</summary>
    [Theory]
    [InlineData("", "", "none")]
    [InlineData("--tls", "", "tls")]
    [InlineData("--tlsverify", "", "verify")]
    [InlineData("--tlsverify=false", "", "tls")]
    [InlineData("--tls --tlsverify=false", "", "tls")]
    [InlineData("", "DOCKER_TLS_VERIFY", "verify")]
    [InlineData("", "DOCKER_TLS", "tls")]
    [InlineData("--tls=false", "DOCKER_TLS_VERIFY", "none")]
    [InlineData("--tlsverify=false", "DOCKER_TLS_VERIFY", "tls")]
    [InlineData("--tls", "DOCKER_TLS_VERIFY", "verify")]
    public void TLS_is_spoken_where_a_flag_or_a_variable_asks_for_it(string flags, string variable, string expected)
    {
        GlobalOptions options = GlobalOptions.Take([.. flags.Split(' ', StringSplitOptions.RemoveEmptyEntries), "ps"], out ArraySegment<string> rest);
        Assert.Equal(["ps"], rest);
        TlsFiles? tls = TlsFiles.Of(options, name => name == variable ? "1" : name == "DOCKER_CERT_PATH" ? "/certs" : null, static path => path == "/certs/ca.pem");
        Assert.Equal(expected, tls is null ? "none" : tls.Verify ? "verify" : "tls");
        Assert.Equal(expected == "verify" ? "/certs/ca.pem" : null, tls?.Authority);
        Assert.Null(tls?.Certificate);
    }

    [Fact]
    public void The_checksum_is_the_one_of_RFC_1071() => Assert.Equal(0x220d, SandboxProbe.Checksum([0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7]));

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
