using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Linkspan.Containers.Containerd;

namespace Linkspan.Containers.Images;

/// <summary>containerd's content store: blobs by digest.</summary>
internal sealed class ContentStore(ContainerdConnection containerd)
{
    private const int ChunkSize = 512 << 10;

    /// <summary>Digest of bytes in the store's form.</summary>
    public static string Digest(ReadOnlySpan<byte> data) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(data));

    /// <summary>Writes a stream of unknown length; one that is there already stays.</summary>
    public async Task<(string Digest, long Size)> WriteAsync(Stream data, Metadata headers, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ChunkSize);
        string reference = "linkspan-" + Guid.NewGuid().ToString("N");
        long offset = 0;
        using AsyncDuplexStreamingCall<Wire.WriteContent, Wire.ContentWritten> call =
            containerd.Content.Write(headers, cancellationToken: cancellationToken);
        try
        {
            int count;
            while ((count = await data.ReadAtLeastAsync(buffer.AsMemory(0, ChunkSize), ChunkSize, false, cancellationToken)) > 0)
            {
                hash.AppendData(buffer, 0, count);
                await call.RequestStream.WriteAsync(
                    new Wire.WriteContent
                    {
                        Action = Wire.WriteAction.Write,
                        Ref = reference,
                        Offset = offset,
                        Data = UnsafeByteOperations.UnsafeWrap(buffer.AsMemory(0, count)),
                    },
                    cancellationToken);

                // One answer a message: unread ones would fill the window and stall both sides.
                await call.ResponseStream.MoveNext(cancellationToken);
                offset += count;
            }

            string digest = "sha256:" + Convert.ToHexStringLower(hash.GetCurrentHash());
            await CommitAsync(call, new Wire.WriteContent { Ref = reference, Offset = offset, Total = offset, Expected = digest }, cancellationToken);
            return (digest, offset);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Writes bytes with labels; on a blob that is there already the labels are set.</summary>
    public async Task<Descriptor> WriteAsync(
        byte[] data, string mediaType, Dictionary<string, string> labels, Metadata headers, CancellationToken cancellationToken)
    {
        string digest = Digest(data);
        var message = new Wire.WriteContent
        {
            Ref = "linkspan-" + Guid.NewGuid().ToString("N"),
            Total = data.Length,
            Expected = digest,
            Data = UnsafeByteOperations.UnsafeWrap(data),
        };
        using (AsyncDuplexStreamingCall<Wire.WriteContent, Wire.ContentWritten> call =
            containerd.Content.Write(headers, cancellationToken: cancellationToken))
        {
            await CommitAsync(call, message, cancellationToken);
        }

        await LabelAsync(digest, labels, cancellationToken);
        return new Descriptor(mediaType, digest, data.Length);
    }

    /// <summary>Sets labels on a blob.</summary>
    public async Task LabelAsync(string digest, Dictionary<string, string> labels, CancellationToken cancellationToken)
    {
        if (labels.Count == 0)
        {
            return;
        }

        var update = new Wire.UpdateContent { Info = new Wire.ContentInfo { Digest = digest }, UpdateMask = new FieldMask() };
        foreach ((string key, string value) in labels)
        {
            update.Info.Labels[key] = value;
            update.UpdateMask.Paths.Add("labels." + key);
        }

        await containerd.Content.UpdateAsync(update, containerd.Headers, cancellationToken: cancellationToken);
    }

    /// <summary>Bytes of a blob.</summary>
    public async Task<long> SizeAsync(string digest, CancellationToken cancellationToken) =>
        (await containerd.Content.InfoAsync(new Wire.ContentKey { Digest = digest }, containerd.Headers, cancellationToken: cancellationToken))
        .Info.Size;

    /// <summary>Reads a small blob whole.</summary>
    public async Task<byte[]> ReadAsync(string digest, CancellationToken cancellationToken)
    {
        using var result = new MemoryStream();
        await CopyAsync(digest, result, cancellationToken);
        return result.ToArray();
    }

    /// <summary>Reads the first bytes of a blob.</summary>
    public async Task<byte[]> ReadHeadAsync(string digest, int count, CancellationToken cancellationToken)
    {
        using AsyncServerStreamingCall<Wire.ContentPart> call = containerd.Content.Read(
            new Wire.ReadContent { Digest = digest, Size = count }, containerd.Headers, cancellationToken: cancellationToken);
        return await call.ResponseStream.MoveNext(cancellationToken) ? call.ResponseStream.Current.Data.ToByteArray() : [];
    }

    /// <summary>Copies a blob.</summary>
    public async Task CopyAsync(string digest, Stream destination, CancellationToken cancellationToken)
    {
        using AsyncServerStreamingCall<Wire.ContentPart> call = containerd.Content.Read(
            new Wire.ReadContent { Digest = digest }, containerd.Headers, cancellationToken: cancellationToken);
        while (await call.ResponseStream.MoveNext(cancellationToken))
        {
            await destination.WriteAsync(call.ResponseStream.Current.Data.Memory, cancellationToken);
        }
    }

    /// <summary>A blob as a stream; its copying ends with it.</summary>
    public Stream Open(string digest, CancellationToken cancellationToken)
    {
        var pipe = new Pipe();
        _ = FillAsync();
        return pipe.Reader.AsStream();

        async Task FillAsync()
        {
            Exception? failure = null;
            try
            {
                await CopyAsync(digest, pipe.Writer.AsStream(leaveOpen: true), cancellationToken);
            }
#pragma warning disable CA1031 // Whatever it is, the reader gets it.
            catch (Exception e)
#pragma warning restore CA1031
            {
                failure = e;
            }

            await pipe.Writer.CompleteAsync(failure);
        }
    }

    private static async Task CommitAsync(
        AsyncDuplexStreamingCall<Wire.WriteContent, Wire.ContentWritten> call, Wire.WriteContent message, CancellationToken cancellationToken)
    {
        message.Action = Wire.WriteAction.Commit;
        try
        {
            await call.RequestStream.WriteAsync(message, cancellationToken);
            while (await call.ResponseStream.MoveNext(cancellationToken))
            {
                if (call.ResponseStream.Current.Action == Wire.WriteAction.Commit)
                {
                    break;
                }
            }

            await call.RequestStream.CompleteAsync();
        }
        catch (RpcException e) when (e.IsAlreadyExists())
        {
            // The same bytes came in before: that is what was wanted.
        }
    }
}
