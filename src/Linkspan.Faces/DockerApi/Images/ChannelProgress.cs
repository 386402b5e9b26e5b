using System.Threading.Channels;
using Linkspan.Containers.Model;

namespace Linkspan.Faces.DockerApi.Images;

/// <summary>Progress kept in order until it is read; <see cref="Progress{T}"/> may reorder it.</summary>
internal sealed class ChannelProgress(ChannelWriter<PullProgress> channel) : IProgress<PullProgress>
{
    public void Report(PullProgress value) => channel.TryWrite(value);
}
