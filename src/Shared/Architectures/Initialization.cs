namespace Rrm.Architectures;

/// <summary>How the weight of a convolution or linear layer is drawn before training.</summary>
public enum Initialization
{
    /// <summary>PyTorch's default: weight and bias uniform in ±1/sqrt(fan_in).</summary>
    Uniform,

    /// <summary>Normal with deviation sqrt(2 / fan_out), bias zero (He et al. 2015), as torchvision's ResNet and VGG convolutions.</summary>
    KaimingNormal,

    /// <summary>Normal with deviation 0.01, bias zero, as torchvision's VGG classifier.</summary>
    SmallNormal,
}
