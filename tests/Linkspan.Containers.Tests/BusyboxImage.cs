using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;

namespace Linkspan.Containers.Tests;

/// <summary>A small image, made on the spot from the machine's static busybox.</summary>
internal static class BusyboxImage
{
    private static readonly string[] Applets =
        ["sh", "echo", "cat", "sleep", "id", "ls", "env", "true", "false", "kill", "mkdir", "stty", "touch", "pwd", "hostname", "dd", "seq", "grep", "trap", "head"];

    /// <summary>A root file system as a tar archive.</summary>
    public static byte[] RootFs()
    {
        using var buffer = new MemoryStream();
        using (var tar = new TarWriter(buffer, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (string folder in new[] { "bin", "etc", "data", "tmp", "root", "proc", "dev", "sys" })
            {
                tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, folder) { Mode = (UnixFileMode)0x1ed });
            }

            File(tar, "bin/busybox", System.IO.File.ReadAllBytes("/bin/busybox"), 0x1ed);
            foreach (string applet in Applets)
            {
                tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "bin/" + applet) { LinkName = "busybox" });
            }

            File(tar, "etc/passwd", "root:x:0:0:root:/root:/bin/sh\nana:x:1001:1002::/home/ana:/bin/sh\n"u8.ToArray(), 0x1a4);
            File(tar, "etc/group", "root:x:0:\nana:x:1002:\nextra:x:1003:ana\n"u8.ToArray(), 0x1a4);
            File(tar, "data/from-image", "seed\n"u8.ToArray(), 0x1a4);
            File(tar, "bin/not-executable", "plain\n"u8.ToArray(), 0x1a4);
        }

        return buffer.ToArray();
    }

    /// <summary>A docker-archive of one layer.</summary>
    public static byte[] Archive(string tag)
    {
        byte[] layer = RootFs();
        string config = $$$"""
            {"architecture":"amd64","os":"linux","created":"2024-01-02T03:04:05Z","config":{"Env":["PATH=/bin","FROM_IMAGE=1"],"Cmd":["sh"],"Labels":{"made":"here"}},"rootfs":{"type":"layers","diff_ids":["sha256:{{{Hex(layer)}}}"]},"history":[{"created":"2024-01-02T03:04:05Z","created_by":"test"}]}
            """;
        byte[] json = Encoding.UTF8.GetBytes(config);
        string name = Hex(json) + ".json";
        using var buffer = new MemoryStream();
        using (var tar = new TarWriter(buffer, TarEntryFormat.Pax, leaveOpen: true))
        {
            File(tar, name, json, 0x1a4);
            File(tar, "layer/layer.tar", layer, 0x1a4);
            File(tar, "manifest.json", Encoding.UTF8.GetBytes($$"""[{"Config":"{{name}}","RepoTags":["{{tag}}"],"Layers":["layer/layer.tar"]}]"""), 0x1a4);
        }

        return buffer.ToArray();
    }

    private static string Hex(byte[] data) => Convert.ToHexStringLower(SHA256.HashData(data));

    private static void File(TarWriter tar, string name, byte[] data, int mode) =>
        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { Mode = (UnixFileMode)mode, DataStream = new MemoryStream(data) });
}
